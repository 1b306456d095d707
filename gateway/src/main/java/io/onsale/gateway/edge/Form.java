package io.onsale.gateway.edge;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.gateway.contract.Operation;
import io.onsale.kit.refusal.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * In which form an operation talks: JSON in UTF-8 both ways, or a stream of events out.
 *
 * @param takesBody whether it takes JSON
 * @param answers the media type of its answer in lower case, empty when it answers nothing
 */
record Form(boolean takesBody, String answers) {
  private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

  static Form of(Operation operation) {
    String answers =
        operation.id().equals("streamAvailability")
            ? "text/event-stream"
            : operation.answers().isEmpty() ? "" : "application/json";
    return new Form(operation.body().isPresent(), answers);
  }

  /**
   * @throws Refused UNSUPPORTED_MEDIA_TYPE, or NOT_ACCEPTABLE
   */
  void check(RequestHeaders headers) {
    if (takesBody) {
      checkIsPlain(headers);
      checkIsJson(headers);
    }
    String accept = headers.get(HttpHeaderNames.ACCEPT);
    if (accept != null && !answers.isEmpty() && !admits(accept)) {
      throw new Refused(
          Reason.NOT_ACCEPTABLE,
          "This call answers " + answers + " only. Let the Accept header admit it.");
    }
  }

  private static void checkIsPlain(RequestHeaders headers) {
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new Refused(
          Reason.UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, without a Content-Encoding.");
    }
  }

  /** No content type at all is taken for JSON: a body that is not will be told so anyway. */
  private static void checkIsJson(RequestHeaders headers) {
    String text = headers.get(HttpHeaderNames.CONTENT_TYPE);
    if (text == null || text.equals("application/json")) {
      return;
    }
    MediaType type = headers.contentType();
    if (type == null || !(type.subtype().equals("json") || type.subtype().endsWith("+json"))) {
      throw new Refused(
          Reason.UNSUPPORTED_MEDIA_TYPE, "Send the body as Content-Type: application/json.");
    }
    List<String> charsets = type.parameters().getOrDefault("charset", List.of());
    if (!charsets.stream().allMatch(name -> UTF_8.contains(name.toLowerCase(Locale.ROOT)))) {
      throw notUtf8();
    }
  }

  /**
   * JSON begins with two ASCII characters, or with one: in any other encoding there is a zero
   * beside the first of them, or a mark before it.
   *
   * @throws Refused UNSUPPORTED_MEDIA_TYPE
   */
  static void checkIsUtf8(byte[] body) {
    if (body.length < 2) {
      return;
    }
    int first = body[0] & 0xff;
    int second = body[1] & 0xff;
    if (first == 0 || second == 0 || (first >= 0xfe && second >= 0xfe)) {
      throw notUtf8();
    }
  }

  private static Refused notUtf8() {
    return new Refused(Reason.UNSUPPORTED_MEDIA_TYPE, "Send the body in UTF-8.");
  }

  private boolean admits(String accept) {
    if (accept.equals("*/*") || accept.equals(answers)) {
      return true;
    }
    String anyOfItsKind = answers.substring(0, answers.indexOf('/') + 1) + '*';
    boolean named = false;
    for (String one : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = one.split(";", -1);
      String range = parts[0].strip();
      named = named || !range.isEmpty();
      if ((range.equals("*/*") || range.equals(answers) || range.equals(anyOfItsKind))
          && !isRefused(parts)) {
        return true;
      }
    }
    return !named;
  }

  private static boolean isRefused(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].strip().matches("q=0(\\.0*)?")) {
        return true;
      }
    }
    return false;
  }
}
