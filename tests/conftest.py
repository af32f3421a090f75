"""Every test run has a folder of its own for the keys of pseudonyms."""

import os
import tempfile

os.environ.setdefault("CSI_KEYS", tempfile.mkdtemp(prefix="csi-keys-"))
