package planted.kitknowsnocontext.kit.service;

import org.jspecify.annotations.NullMarked;
import planted.kitknowsnocontext.orders.model.Order;

@NullMarked
record Journal(Order last) {}
