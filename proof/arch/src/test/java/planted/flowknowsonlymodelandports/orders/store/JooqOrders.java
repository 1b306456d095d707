package planted.flowknowsonlymodelandports.orders.store;

import org.jspecify.annotations.NullMarked;

@NullMarked
public record JooqOrders(String schema) {}
