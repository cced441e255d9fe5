"""OpenFisca's Web API with the rules of the contest, to be served by gunicorn as `openfisca serve` does."""

from openfisca_core.parameters import ParameterNode
from openfisca_web_api.app import create_app

from tests.bench.contest.openfisca import System

system = System()
system.parameters = ParameterNode("", data={"unused": {"values": {"2000-01-01": {"value": 0}}}})
app = create_app(system)
