"""Google's data: the recovery database, images, and copies of backups that nobody can change."""
