"""Many reports from one definition: planned by content, made side by side, written down one by one."""
