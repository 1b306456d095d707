package io.onsale.payments.peers;

import io.onsale.payments.flow.Courier;
import io.onsale.payments.model.SandboxNotice;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts sandbox notices, signed, to an address. */
public final class HttpCourier implements Courier {
  private static final Logger LOG = LoggerFactory.getLogger(HttpCourier.class);
  private static final Duration CONNECT_MAX = Duration.ofSeconds(1);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  private final URI address;
  private final SandboxKey key;
  private final InstantSource clock;
  private @Nullable HttpClient http;

  public HttpCourier(URI address, SandboxKey key, InstantSource clock) {
    this.address = address;
    this.key = key;
    this.clock = clock;
  }

  @Override
  public boolean bring(SandboxNotice notice) {
    byte[] body = SandboxMessage.write(notice);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(ANSWER_MAX)
            .header("Content-Type", "application/json")
            .header(SandboxKey.HEADER, key.sign(body, clock.instant()))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      int status = http().send(request, BodyHandlers.discarding()).statusCode();
      if (status / 100 == 2) {
        return true;
      }
      LOG.warn("a sandbox notice was answered {} by {}", status, address);
    } catch (IOException e) {
      LOG.warn("a sandbox notice does not reach {}: {}", address, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Made when it is needed first: it reads all certificates that this machine trusts. */
  private synchronized HttpClient http() {
    if (http == null) {
      http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(CONNECT_MAX)
              .build();
    }
    return http;
  }
}
