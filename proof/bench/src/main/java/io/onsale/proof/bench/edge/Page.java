package io.onsale.proof.bench.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page that tells what was measured. What stands below its last heading is kept. */
final class Page {
  private static final String KEPT = "\n## Where the time goes\n";

  private static final String HEAD =
      """
      # The edge, measured

      Made by `./onsale bench edge`, and at the end of `./onsale bench seats`.

      What a hold costs from the socket to the seat log and back, beside servers that do nothing: they take the same
      request, and answer as many bytes.

      - *bare Netty server*: epoll, `HttpServerCodec`, `HttpObjectAggregator`, one handler.
      - *empty Armeria route*: a route with a path parameter, `exchangeType` UNARY, the body aggregated; no decorator,
        no access log. The gRPC method beside it is Armeria's `GrpcService`.
      - *gateway's empty route, whole chain*: the same route in the server that the gateway uses: trace and request id,
        the token's check, access log to a file, metrics, recovery, deadline, authorisation, idempotency key, and the
        bounds on slow senders.
      - *holds*: `POST /v1/performances/{id}/holds` for the best two seats of a tier, all accepted, each ended by the seat
        log after a second; the whole server as `./onsale up` starts it. By gRPC: the same at its internal port.
      - *three of four refused*: one buyer who already holds as much as allowed asks three times of four
        (`limit-exceeded`).

      Microseconds are processor time of the server's threads for each call, from the kernel's count; *event loops* read,
      parse, serve and write.

      """;

  private Page() {}

  static void write(Path page, List<String> told) throws IOException {
    String kept = "";
    if (Files.exists(page)) {
      String old = Files.readString(page);
      int from = old.indexOf(KEPT);
      kept = from < 0 ? "" : old.substring(from);
    }
    Files.createDirectories(page.toAbsolutePath().getParent());
    Files.writeString(page, HEAD + String.join("\n", told).strip() + "\n" + kept);
  }
}
