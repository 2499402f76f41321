"""Azure's data: the recovery database, images, and storage for copies of backups and flow logs."""
