package io.onsale.accounts.flow;

import io.onsale.accounts.model.WrongTries;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers wrong tries by e-mail address, whether there is such an account or not. In memory: a
 * restart forgives. The table is bounded; when it is full, the address whose last wrong try is
 * longest ago is forgiven.
 */
public final class SignInThrottle {
  private final int addressesMax;
  private final LinkedHashMap<String, WrongTries> tries = new LinkedHashMap<>();

  /**
   * @param addressesMax how many addresses are remembered
   */
  public SignInThrottle(int addressesMax) {
    this.addressesMax = addressesMax;
  }

  /** How long the next try has to wait; zero when it need not. */
  synchronized Duration wait(String address, Instant now) {
    Duration wait = tries.getOrDefault(address, WrongTries.none()).wait(now);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  synchronized void wrong(String address, Instant now) {
    WrongTries before = tries.remove(address);
    tries.put(address, (before == null ? WrongTries.none() : before).another(now));
    var eldest = tries.entrySet().iterator();
    while (eldest.hasNext()) {
      Map.Entry<String, WrongTries> entry = eldest.next();
      if (tries.size() <= addressesMax && !entry.getValue().isForgotten(now)) {
        return;
      }
      eldest.remove();
    }
  }

  synchronized void right(String address) {
    tries.remove(address);
  }

  synchronized int size() {
    return tries.size();
  }
}
