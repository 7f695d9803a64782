"""The catalogue of real products: read from the project's own files into the database."""

from intake.services.catalogue.compounds import CatalogueError
from intake.services.catalogue.load import CatalogueReport, load_catalogue
from intake.services.catalogue.rows import DEFAULT_PATH

__all__ = ["DEFAULT_PATH", "CatalogueError", "CatalogueReport", "load_catalogue"]
