package planted.edgepeersandstoreareapart.orders.store;

import org.jspecify.annotations.NullMarked;

@NullMarked
public record JooqOrders(String schema) {}
