package planted.corereadsnoclockandthrowsnodice.orders.flow;

import java.time.Instant;
import org.jspecify.annotations.NullMarked;

@NullMarked
final class ExpireOrder {
  Instant deadline() {
    return Instant.now();
  }
}
