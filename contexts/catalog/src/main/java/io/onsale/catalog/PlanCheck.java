package io.onsale.catalog;

import io.onsale.catalog.edge.NotJson;
import io.onsale.catalog.edge.Plans;
import io.onsale.catalog.model.Fault;
import io.onsale.catalog.model.PlanPicture;
import io.onsale.catalog.model.PlanReading;
import io.onsale.catalog.model.PlanSurvey;
import java.io.InputStream;
import java.util.List;

/** What an import would make of a plan; nothing is kept. */
public sealed interface PlanCheck {

  /** It would be imported. */
  record Sound(PlanSurvey survey, String picture) implements PlanCheck {}

  /**
   * It would be refused.
   *
   * @param first the first 100 faults
   * @param count how many there are
   */
  record Broken(List<Fault> first, int count) implements PlanCheck {
    public Broken {
      first = List.copyOf(first);
    }
  }

  /** It is no JSON, or more than that. */
  record Unreadable(String why) implements PlanCheck {}

  /** Reads a plan as the server does. */
  static PlanCheck of(InputStream plan) {
    try {
      return switch (Plans.read(plan)) {
        case PlanReading.Read(var map) -> new Sound(PlanSurvey.of(map), PlanPicture.of(map));
        case PlanReading.Broken(var first, int count) -> new Broken(first, count);
      };
    } catch (NotJson e) {
      return new Unreadable(String.valueOf(e.getMessage()));
    }
  }
}
