package io.onsale.catalog.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.onsale.catalog.model.JsonCursor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * Walks over JSON text with Jackson's streaming parser.
 *
 * <p>Hostile text stays cheap: depth is bounded, names are not kept, a number is only parsed when
 * it is asked for.
 */
final class JacksonCursor implements JsonCursor, AutoCloseable {
  private static final int DEPTH_MAX = 100;

  /** No double needs more; a longer one is told as out of range. */
  private static final int DIGITS_MAX = 1_000;

  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser parser;

  JacksonCursor(InputStream text) {
    try {
      // A decoder of its own, because Jackson's would let bytes pass that are no text.
      parser = JSON.createParser(new InputStreamReader(afterMark(text), UTF_8.newDecoder()));
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  /** Some editors begin a file with a byte order mark. */
  private static InputStream afterMark(InputStream text) throws IOException {
    PushbackInputStream start = new PushbackInputStream(text, MARK.length);
    byte[] first = start.readNBytes(MARK.length);
    if (!Arrays.equals(first, MARK)) {
      start.unread(first);
    }
    return start;
  }

  @Override
  public Kind next() {
    try {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.FIELD_NAME) {
        token = parser.nextToken();
      }
      if (token == null) {
        throw new NotJson("The plan is empty.", new IOException("no token"));
      }
      return switch (token) {
        case START_OBJECT -> Kind.OBJECT;
        case START_ARRAY -> Kind.ARRAY;
        case END_OBJECT, END_ARRAY -> Kind.END;
        case VALUE_STRING -> Kind.STRING;
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
        case VALUE_TRUE -> Kind.TRUE;
        case VALUE_FALSE -> Kind.FALSE;
        case VALUE_NULL -> Kind.NULL;
        case FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
            throw new IllegalStateException("not a value of a text: " + token);
      };
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  @Override
  public String key() {
    try {
      return parser.currentName();
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  @Override
  public String text() {
    try {
      return parser.getText();
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  @Override
  public double number() {
    try {
      if (parser.getTextLength() > DIGITS_MAX) {
        return Double.POSITIVE_INFINITY;
      }
      return Double.parseDouble(parser.getText());
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  @Override
  public void skip() {
    try {
      parser.skipChildren();
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  /** Makes sure that nothing follows. */
  void end() {
    try {
      if (parser.nextToken() != null) {
        throw new NotJson("Something follows the plan's end.", new IOException("more tokens"));
      }
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  private static NotJson notJson(IOException e) {
    return switch (e) {
      case CharacterCodingException _ ->
          new NotJson("This is no text in UTF-8. Save the plan as UTF-8 and try again.", e);
      case StreamConstraintsException _ -> new NotJson("This is nested deeper than any plan.", e);
      case JsonProcessingException syntax when syntax.getLocation() != null ->
          new NotJson(
              "This is not JSON: see line "
                  + syntax.getLocation().getLineNr()
                  + ", column "
                  + syntax.getLocation().getColumnNr()
                  + ".",
              e);
      default -> new NotJson("This is not JSON that can be read.", e);
    };
  }
}
