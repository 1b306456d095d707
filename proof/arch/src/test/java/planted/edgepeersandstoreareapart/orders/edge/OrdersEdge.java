package planted.edgepeersandstoreareapart.orders.edge;

import org.jspecify.annotations.NullMarked;
import planted.edgepeersandstoreareapart.orders.store.JooqOrders;

@NullMarked
record OrdersEdge(JooqOrders orders) {}
