package planted.namesarethefieldsown.orders.model;

import org.jspecify.annotations.NullMarked;

@NullMarked
record OrderManager(String id) {}
