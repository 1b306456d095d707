package io.onsale.kit.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.AddStaffRequest;
import io.onsale.contracts.accounts.v1.StaffMember;
import io.onsale.contracts.reasons.v1.Problem;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes on the internal port that are no message of the call. */
final class UnreadableTest {
  private static final int BYTES_MAX = 1024;
  private static final byte[] MESSAGE =
      AddStaffRequest.newBuilder().setEmail("ann@example.com").build().toByteArray();

  private final Tokens tokens = Tokens.ephemeral(InstantSource.system());
  private final AtomicInteger done = new AtomicInteger();
  private final InternalNetwork network =
      new InternalNetwork(
          new InternalConfig(
              Wiring.HTTP2, "127.0.0.1", 0, Map.of(), Duration.ofSeconds(60), BYTES_MAX),
          tokens,
          new SimpleMeterRegistry(),
          InstantSource.system());

  @BeforeEach
  void start() throws Exception {
    network.serve(Context.named("accounts").service(new Staff()).build());
    network.start();
  }

  @AfterEach
  void stop() throws Exception {
    network.stop();
  }

  /** Counts what it was asked to do. */
  private final class Staff extends AccountsServiceGrpc.AccountsServiceImplBase {
    @Override
    public void addStaff(AddStaffRequest request, StreamObserver<StaffMember> observer) {
      done.incrementAndGet();
      observer.onNext(StaffMember.getDefaultInstance());
      observer.onCompleted();
    }
  }

  @Test
  void takesWhatIsWhole() {
    assertThat(status(call(frame(0, MESSAGE.length, MESSAGE)))).isEqualTo(Status.Code.OK);
    assertThat(done).hasValue(1);
  }

  @Test
  void refusesWhatIsCutOffOrDamagedWithAReasonAndDoesNothing() throws Exception {
    byte[] cutOff = Arrays.copyOf(MESSAGE, MESSAGE.length - 1);
    byte[] noText = {(byte) (1 << 3 | 2), 2, (byte) 0xff, (byte) 0xfe};
    for (byte[] body :
        List.of(
            new byte[0],
            new byte[4],
            frame(0, MESSAGE.length + 10, MESSAGE),
            frame(0, cutOff.length, cutOff),
            frame(0, noText.length, noText),
            frame(0, 5, "\377\377\377\377\377".getBytes(StandardCharsets.ISO_8859_1)),
            frame(7, MESSAGE.length, MESSAGE),
            frame(1, MESSAGE.length, MESSAGE))) {
      HttpHeaders answer = call(body);

      assertThat(status(answer)).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(problem(answer).getReason()).isEqualTo(Reason.INVALID_REQUEST);
      assertThat(problem(answer).getDetail()).startsWith("The message can't be read");
    }
    assertThat(done).hasValue(0);
  }

  @Test
  void refusesWhatIsSaidToBeCompressedAndIsNot() throws Exception {
    byte[] cutOff = Arrays.copyOf(gzip(MESSAGE), 12);
    for (byte[] body : List.of(MESSAGE, cutOff, new byte[0])) {
      HttpHeaders answer = send(frame(1, body.length, body), token(), "gzip");

      assertThat(status(answer)).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(problem(answer).getReason()).isEqualTo(Reason.INVALID_REQUEST);
    }
    assertThat(done).hasValue(0);
    byte[] whole = gzip(MESSAGE);
    assertThat(status(send(frame(1, whole.length, whole), token(), "gzip")))
        .isEqualTo(Status.Code.OK);
  }

  private static byte[] gzip(byte[] message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
      zipped.write(message);
    }
    return bytes.toByteArray();
  }

  @Test
  void refusesWhatIsTooLargeAndSaysTheLimit() throws Exception {
    for (int told : new int[] {BYTES_MAX + 1, Integer.MAX_VALUE, -1}) {
      HttpHeaders answer = call(frame(0, told, MESSAGE));

      assertThat(problem(answer).getReason()).isEqualTo(Reason.BODY_TOO_LARGE);
      assertThat(problem(answer).getFacts().getFieldsOrThrow("limit").getNumberValue())
          .isEqualTo(BYTES_MAX);
    }
    assertThat(done).hasValue(0);
  }

  @Test
  void leavesWhatTheChainRefusesAsItIs() throws Exception {
    HttpHeaders answer = send(frame(0, MESSAGE.length, MESSAGE), "garbage");

    assertThat(problem(answer).getReason()).isEqualTo(Reason.SIGN_IN_REQUIRED);
  }

  private static byte[] frame(int flags, int told, byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) flags)
        .putInt(told)
        .put(message)
        .array();
  }

  private HttpHeaders call(byte[] body) {
    return send(body, token());
  }

  private String token() {
    return tokens.mint(Caller.organizer("a1", "o1"), Duration.ofMinutes(1)).text();
  }

  /** The trailers of the answer, which are its headers when it has nothing else. */
  private HttpHeaders send(byte[] body, String token) {
    return send(body, token, "identity");
  }

  private HttpHeaders send(byte[] body, String token, String encoding) {
    AggregatedHttpResponse answer =
        WebClient.of("h2c://127.0.0.1:" + network.port())
            .blocking()
            .execute(
                HttpRequest.of(
                    RequestHeaders.builder(
                            HttpMethod.POST, "/onsale.accounts.v1.AccountsService/AddStaff")
                        .add("content-type", "application/grpc")
                        .add("te", "trailers")
                        .add("grpc-encoding", encoding)
                        .add("authorization", "Bearer " + token)
                        .build(),
                    HttpData.wrap(body)));
    return answer.trailers().contains("grpc-status") ? answer.trailers() : answer.headers();
  }

  private static Status.Code status(HttpHeaders answer) {
    return Status.fromCodeValue(answer.getInt("grpc-status", -1)).getCode();
  }

  private static Problem problem(HttpHeaders answer) throws Exception {
    return Problem.parseFrom(Base64.getDecoder().decode(answer.get("onsale-problem-bin", "")));
  }
}
