package planted.sqlstaysinstore.orders.edge;

import javax.sql.DataSource;
import org.jspecify.annotations.NullMarked;

@NullMarked
record OrdersEdge(DataSource orders) {}
