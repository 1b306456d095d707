package planted.contextsknowonlykitandcontracts.gates.flow;

import org.jspecify.annotations.NullMarked;
import planted.contextsknowonlykitandcontracts.orders.model.Order;

@NullMarked
record IssueTickets(Order order) {}
