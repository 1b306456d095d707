package planted.flowknowsonlymodelandports.orders.flow;

import org.jspecify.annotations.NullMarked;
import planted.flowknowsonlymodelandports.orders.store.JooqOrders;

@NullMarked
record PlaceOrder(JooqOrders orders) {}
