package io.onsale.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import io.onsale.kit.refusal.Fault;
import java.util.List;

/** What a value must look like. */
public final class Schema {
  private static final int FAULTS_MAX = 100;

  private final JsonSchema schema;

  Schema(JsonSchema schema) {
    this.schema = schema;
  }

  /** What is wrong with a value, by place; at most {@value #FAULTS_MAX}, none when it is right. */
  public List<Fault> faults(JsonNode value) {
    return schema.validate(value).stream()
        .limit(FAULTS_MAX)
        .map(message -> new Fault(message.getInstanceLocation().toString(), message.getError()))
        .toList();
  }
}
