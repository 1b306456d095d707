package io.onsale.proof.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.onsale.gateway.contract.Contract;
import io.onsale.gateway.contract.Operation;
import io.onsale.gateway.contract.Schema;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The public API for one signed-in person, or for nobody. Every answer is checked against the
 * contract: each operation's own schema, and the problem's where it is refused.
 */
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Contract CONTRACT = Contract.load();
  private static final List<Checked> OPERATIONS =
      CONTRACT.operations().stream().map(Checked::of).toList();

  private final URI url;
  private final HttpClient client;
  private final @Nullable String token;
  private final boolean mayFail;

  private record Checked(Operation operation, Pattern path) {
    static Checked of(Operation operation) {
      return new Checked(
          operation, Pattern.compile(operation.path().replaceAll("\\{[^}]+}", "[^/]+")));
    }
  }

  /** An answer that kept the contract. */
  record Answer(int status, JsonNode json, HttpHeaders headers) {
    /** The body of an answer that must have this status. */
    JsonNode expect(int expected) {
      assertThat(status).as("status of %s", json).isEqualTo(expected);
      return json;
    }

    /** The problem of an answer that must be refused so. */
    JsonNode refused(int expected, String reason) {
      expect(expected);
      assertThat(json.path("reason").asText()).isEqualTo(reason);
      return json;
    }
  }

  private Api(URI url, HttpClient client, @Nullable String token, boolean mayFail) {
    this.url = url;
    this.client = client;
    this.token = token;
    this.mayFail = mayFail;
  }

  /** Nobody. */
  static Api of(Onsale onsale) {
    return new Api(
        onsale.url(),
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build(),
        null,
        false);
  }

  Api withToken(@Nullable String other) {
    return new Api(url, client, other, mayFail);
  }

  /** Takes a 5xx for an answer too: of a server that has lost what it needs. */
  Api whereThingsFail() {
    return new Api(url, client, token, true);
  }

  String token() {
    return String.valueOf(token);
  }

  /** Signs in. */
  Api signIn(String email, String password) throws IOException, InterruptedException {
    String body = JSON.createObjectNode().put("email", email).put("password", password).toString();
    return withToken(post("/v1/sessions", body).expect(201).path("token").asText());
  }

  /** So many buyers who have just signed up. */
  List<Api> signUp(int buyers) throws IOException, InterruptedException {
    List<Api> all = new ArrayList<>();
    for (int i = 0; i < buyers; i++) {
      all.add(signUp(Box.uniqueEmail()));
    }
    return all;
  }

  /** Signs up and in. */
  Api signUp(String email) throws IOException, InterruptedException {
    String body =
        JSON.createObjectNode()
            .put("email", email)
            .put("password", "correct-horse")
            .put("name", "Somebody")
            .toString();
    post("/v1/accounts", body).expect(201);
    return signIn(email, "correct-horse");
  }

  Answer get(String path, String... headers) throws IOException, InterruptedException {
    return call("GET", path, null, headers);
  }

  Answer post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return call("POST", path, body, headers);
  }

  Answer call(String method, String path, @Nullable String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("content-type", "application/json");
    }
    if (token != null) {
      request.header("authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    JsonNode json =
        response.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(response.body());
    check(method, path, response, json);
    return new Answer(response.statusCode(), json, response.headers());
  }

  private void check(String method, String path, HttpResponse<String> response, JsonNode json) {
    assertThat(response.statusCode())
        .as("%s %s answered %s", method, path, response.body())
        .isLessThan(mayFail ? 600 : 500);
    if (response.statusCode() >= 400) {
      assertThat(response.headers().firstValue("content-type").orElse(""))
          .as("%s %s answered %s", method, path, response.body())
          .startsWith("application/problem+json");
      assertThat(CONTRACT.schema("Problem").faults(json)).as("%s", json).isEmpty();
      return;
    }
    String plain = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
    for (Checked one : OPERATIONS) {
      if (one.operation().method().equals(method) && one.path().matcher(plain).matches()) {
        Schema schema = one.operation().answers().get(Integer.toString(response.statusCode()));
        if (schema != null && !json.isMissingNode()) {
          assertThat(schema.faults(json)).as("%s %s answered %s", method, path, json).isEmpty();
        }
        return;
      }
    }
  }
}
