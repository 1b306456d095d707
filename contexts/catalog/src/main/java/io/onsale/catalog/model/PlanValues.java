package io.onsale.catalog.model;

import io.onsale.catalog.model.JsonCursor.Kind;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values of a plan at the cursor: numbers, texts, positions, lists. What is of another
 * kind or out of bounds is a fault at its place, and read over.
 */
final class PlanValues {
  private final JsonCursor json;
  private final Faults faults;

  PlanValues(JsonCursor json, Faults faults) {
    this.json = json;
    this.faults = faults;
  }

  /** The members of the object at a place, none of which has been seen. */
  Members members(Pointer at) {
    return new Members(at);
  }

  @Nullable Size size(Kind kind, Pointer at) {
    if (kind == Kind.NULL || !is(Kind.OBJECT, kind, at)) {
      return null;
    }
    double width = 0;
    double height = 0;
    Members members = new Members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "width" -> width = number(kind, members.at(key));
        case "height" -> height = number(kind, members.at(key));
        default -> json.skip();
      }
    }
    members.require("width", "height");
    return new Size(Math.max(0, width), Math.max(0, height));
  }

  Position optionalPosition(Kind kind, Pointer at) {
    return kind == Kind.NULL ? Position.ORIGIN : position(kind, at);
  }

  Position position(Kind kind, Pointer at) {
    if (!is(Kind.OBJECT, kind, at)) {
      return Position.ORIGIN;
    }
    double x = 0;
    double y = 0;
    Members members = new Members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "x" -> x = number(kind, members.at(key));
        case "y" -> y = number(kind, members.at(key));
        default -> json.skip();
      }
    }
    members.require("x", "y");
    return new Position(x, y);
  }

  double optionalNumber(Kind kind, Pointer at) {
    return kind == Kind.NULL ? 0 : number(kind, at);
  }

  double number(Kind kind, Pointer at) {
    if (!is(Kind.NUMBER, kind, at)) {
      return 0;
    }
    double number = json.number();
    if (!(Math.abs(number) <= PlanReader.COORDINATE_MAX)) {
      faults.add(at, "must be from -1000000 to 1000000");
      return 0;
    }
    return number;
  }

  boolean truth(Kind kind, Pointer at) {
    if (kind != Kind.TRUE && kind != Kind.FALSE && kind != Kind.NULL) {
      faults.add(at, "must be true or false");
      json.skip();
    }
    return kind == Kind.TRUE;
  }

  @Nullable String optionalLine(Kind kind, Pointer at) {
    return kind == Kind.NULL ? null : lineOrNull(kind, at, 0);
  }

  String line(Kind kind, Pointer at, int min) {
    String line = lineOrNull(kind, at, min);
    return line == null ? "" : line;
  }

  /** The text, or null after a fault. */
  @Nullable String lineOrNull(Kind kind, Pointer at, int min) {
    if (!is(Kind.STRING, kind, at)) {
      return null;
    }
    String line = json.text();
    Optional<String> fault = Words.faultOfLine(line, min, PlanReader.NAME_MAX);
    fault.ifPresent(message -> faults.add(at, message));
    return fault.isPresent() ? null : line;
  }

  interface Element {
    void read(Kind kind, Pointer at);
  }

  void elements(Kind kind, Pointer at, Element element) {
    if (!is(Kind.ARRAY, kind, at)) {
      return;
    }
    int index = 0;
    while ((kind = json.next()) != Kind.END) {
      element.read(kind, at.to(index++));
    }
  }

  boolean is(Kind wanted, Kind kind, Pointer at) {
    if (kind == wanted) {
      return true;
    }
    faults.add(
        at,
        switch (wanted) {
          case OBJECT -> "must be an object";
          case ARRAY -> "must be an array";
          case STRING -> "must be a string";
          case NUMBER -> "must be a number";
          case TRUE, FALSE, NULL, END -> throw new IllegalArgumentException(wanted.name());
        });
    json.skip();
    return false;
  }

  /**
   * The members of an object that have been seen: each at most once, the required ones at least
   * once.
   */
  final class Members {
    private final Pointer at;
    private final Set<String> seen = new HashSet<>();

    Members(Pointer at) {
      this.at = at;
    }

    Pointer at(String key) {
      Pointer place = at.to(key);
      if (!seen.add(key)) {
        faults.add(place, "stands here more than once");
      }
      return place;
    }

    void require(String... keys) {
      for (String key : keys) {
        if (!seen.contains(key)) {
          faults.add(at.to(key), "is missing");
        }
      }
    }
  }
}
