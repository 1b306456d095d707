package io.onsale.catalog.model;

import io.onsale.catalog.model.JsonCursor.Kind;
import java.util.Optional;

/**
 * Areas are decoration: plans in the wild have many shapes, with the shape's numbers in an object
 * that is named for it ({@code "circle": {"radius": 5}}) or, in older plans, in the area itself.
 */
final class AreaReader {
  private final JsonCursor json;
  private final PlanValues values;
  private final Faults faults;

  AreaReader(JsonCursor json, PlanValues values, Faults faults) {
    this.json = json;
    this.values = values;
    this.faults = faults;
  }

  /** The area at the cursor; empty when nothing of it can be drawn. */
  Optional<Area> area(Kind kind, Pointer at) {
    if (!values.is(Kind.OBJECT, kind, at)) {
      return Optional.empty();
    }
    Surveyor.Shape shape = new Surveyor.Shape();
    PlanValues.Members members = values.members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "shape" -> shape.kind = values.optionalLine(kind, members.at(key));
        case "position" -> shape.position = values.optionalPosition(kind, members.at(key));
        case "rotation" -> shape.rotation = values.optionalNumber(kind, members.at(key));
        case "color" -> shape.color = values.optionalLine(kind, members.at(key));
        case "text" -> text(kind, members.at(key), shape);
        case "width" -> shape.width = values.optionalNumber(kind, members.at(key));
        case "height" -> shape.height = values.optionalNumber(kind, members.at(key));
        case "rectangle", "circle", "ellipse", "polygon" ->
            shape(kind, members.at(key), shape, key);
        default -> json.skip();
      }
    }
    return shape.area();
  }

  private Position radius(Kind kind, Pointer at) {
    if (kind == Kind.OBJECT) {
      return values.position(kind, at);
    }
    double radius = values.number(kind, at);
    return new Position(radius, radius);
  }

  private void shape(Kind kind, Pointer at, Surveyor.Shape shape, String round) {
    if (kind == Kind.NULL || !values.is(Kind.OBJECT, kind, at)) {
      return;
    }
    PlanValues.Members members = values.members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "width" -> shape.width = values.optionalNumber(kind, members.at(key));
        case "height" -> shape.height = values.optionalNumber(kind, members.at(key));
        case "radius" -> {
          Pointer place = members.at(key);
          if (kind != Kind.NULL) {
            Position radius = radius(kind, place);
            if (round.equals("circle")) {
              shape.circle = radius;
            } else {
              shape.ellipse = radius;
            }
          }
        }
        case "points" -> {
          Pointer points = members.at(key);
          if (kind != Kind.NULL) {
            values.elements(
                kind,
                points,
                (k, place) -> {
                  Position point = values.position(k, place);
                  if (shape.points.size() < PlanReader.POINTS_MAX) {
                    shape.points.add(point);
                  } else {
                    faults.add(
                        place, "is one too many: " + PlanReader.POINTS_MAX + " points are allowed");
                  }
                });
          }
        }
        default -> json.skip();
      }
    }
  }

  private void text(Kind kind, Pointer at, Surveyor.Shape shape) {
    if (kind != Kind.OBJECT) {
      shape.text = values.optionalLine(kind, at);
      return;
    }
    PlanValues.Members members = values.members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "text" -> shape.text = values.optionalLine(kind, members.at(key));
        case "position" -> shape.textPosition = values.optionalPosition(kind, members.at(key));
        case "color" -> shape.textColor = values.optionalLine(kind, members.at(key));
        default -> json.skip();
      }
    }
  }
}
