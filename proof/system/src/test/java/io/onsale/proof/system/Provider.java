package io.onsale.proof.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The sandbox provider when it tells by itself what nobody here asked for: money that was under way
 * when its payment was closed, and money that it took back. It signs as the sandbox does.
 */
final class Provider {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALGORITHM = "HmacSHA256";

  private final Api nobody;
  private final SecretKeySpec key;

  Provider(Onsale onsale, Api nobody) throws IOException {
    this.nobody = nobody;
    String text = Files.readString(onsale.data().resolve("payments").resolve("sandbox-key"));
    this.key = new SecretKeySpec(Base64.getDecoder().decode(text.strip()), ALGORITHM);
  }

  /** The money of a payment has come. */
  void receives(String payment, long amount) throws IOException, InterruptedException {
    tell(payment, "payment.succeeded", amount);
  }

  /** The money of a payment has gone back in full. */
  void sendsBack(String payment, long amount) throws IOException, InterruptedException {
    tell(payment, "payment.refunded", amount);
  }

  private void tell(String payment, String type, long amount)
      throws IOException, InterruptedException {
    ObjectNode message =
        JSON.createObjectNode()
            .put("id", UUID.randomUUID().toString())
            .put("type", type)
            .put("payment", payment);
    message.putObject("amount").put("amount", amount).put("currency", "CNY");
    String body = message.toString();
    nobody
        .post(
            "/v1/payment-webhooks/sandbox",
            body,
            "Onsale-Sandbox-Signature",
            signature(Instant.now().getEpochSecond(), body))
        .expect(204);
  }

  private String signature(long seconds, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signed = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
