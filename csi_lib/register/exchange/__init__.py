"""The register as a workbook, out and back in; findings taken in from CSV; lessons and artefacts handed out."""
