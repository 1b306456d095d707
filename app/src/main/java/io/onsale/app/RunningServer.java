package io.onsale.app;

import io.onsale.kit.life.Component;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The server that has a data folder at this moment, as everybody may ask it. */
final class RunningServer {
  /**
   * Tells where a server answers, beside its data, while it runs; after a kill it tells of nobody.
   */
  private static final String NAME = "onsale.address";

  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final URI address;

  private RunningServer(URI address) {
    this.address = address;
  }

  static Component noted(Path dataFolder, Supplier<URI> address) {
    Path file = dataFolder.resolve(NAME);
    return Component.of(
        "address",
        () -> Files.writeString(file, address.get() + "\n"),
        () -> Files.deleteIfExists(file));
  }

  static Optional<RunningServer> of(Path dataFolder) {
    try {
      String address = Files.readString(dataFolder.resolve(NAME)).strip();
      return Optional.of(new RunningServer(URI.create(address)));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The ids of a map's seats in index order; empty when the server does not tell. */
  Optional<List<String>> seats(String mapDigest) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/v1/seat-maps/" + mapDigest))
            .timeout(WITHIN)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream map = answer.body()) {
        return answer.statusCode() == 200 ? Optional.of(Papers.ids(map)) : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
