"""How changes reach the platform: the roles that pipelines act with."""
