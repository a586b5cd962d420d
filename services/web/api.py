"""All operations of the API, in the order in which the router looks for them."""

from services.web.docs import described
from services.web.escalations import ESCALATIONS
from services.web.evidence import EVIDENCE
from services.web.health import HEALTH
from services.web.house_reads import HOUSE_READS
from services.web.house_writes import HOUSE_WRITES
from services.web.measure_reads import MEASURE_READS
from services.web.measure_writes import MEASURE_WRITES
from services.web.notices import NOTICES
from services.web.occurrence_writes import OCCURRENCE_WRITES
from services.web.operations import Operation
from services.web.order_reads import ORDER_READS
from services.web.order_writes import ORDER_WRITES
from services.web.plan_reads import PLAN_READS
from services.web.plan_writes import PLAN_WRITES
from services.web.task_reads import TASK_READS
from services.web.task_writes import TASK_WRITES
from services.web.trials import TRIALS
from services.web.unit_reads import UNIT_READS


def operations() -> tuple[Operation, ...]:
    """The schedule first: it is asked for most."""
    reads = (*UNIT_READS, *TASK_READS, *ESCALATIONS, *PLAN_READS, *ORDER_READS, *MEASURE_READS, *HOUSE_READS)
    writes = (
        *TASK_WRITES,
        *OCCURRENCE_WRITES,
        *EVIDENCE,
        *PLAN_WRITES,
        *ORDER_WRITES,
        *MEASURE_WRITES,
        *HOUSE_WRITES,
        *TRIALS,
        *NOTICES,
    )
    return described((*reads, *writes, *HEALTH))
