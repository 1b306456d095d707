package io.onsale.kit.chain;

import io.onsale.kit.access.Access;
import io.onsale.kit.refusal.Refused;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call as the chain sees it, before its messages.
 *
 * @param side whether it comes or goes
 * @param protocol how it travels
 * @param method {@code onsale.orders.v1.OrdersService/PlaceOrder}, or {@code GET /v1/shows/{id}}:
 *     no value of a caller's in it
 * @param streaming whether more than one message may go either way, so that it may last
 * @param headers what came on the server side, what goes on the client side
 * @param context what is known of the call so far
 * @param access who may call, for gRPC on the server side
 * @param refusal why the call must go no further, when authentication found that; it is still
 *     logged and counted
 */
public record Call(
    Side side,
    Protocol protocol,
    String method,
    boolean streaming,
    Headers headers,
    CallContext context,
    @Nullable Access access,
    @Nullable Refused refusal) {

  /** Whether a call comes or goes. */
  public enum Side {
    SERVER,
    CLIENT
  }

  /** How a call travels. */
  public enum Protocol {
    GRPC("grpc"),
    HTTP("http");

    /** As the log says it. */
    final String word;

    Protocol(String word) {
      this.word = word;
    }
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** A copy with one header more, or with another value for it. */
  public Call withHeader(String name, String value) {
    return new Call(
        side,
        protocol,
        method,
        streaming,
        headers.with(name.toLowerCase(Locale.ROOT), value),
        context,
        access,
        refusal);
  }

  public Call withContext(CallContext next) {
    return new Call(side, protocol, method, streaming, headers, next, access, refusal);
  }

  Call withRefusal(Refused because) {
    return new Call(side, protocol, method, streaming, headers, context, access, because);
  }
}
