"""What the platform is made of: one class an entity, grouped in rooms by what they are for."""

from components.foundation.sdk_imports import install

install()
