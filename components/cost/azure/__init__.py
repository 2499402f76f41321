"""The budget of an Azure subscription."""
