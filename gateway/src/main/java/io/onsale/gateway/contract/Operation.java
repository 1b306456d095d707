package io.onsale.gateway.contract;

import io.onsale.kit.access.Access;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of the public API.
 *
 * @param id its {@code operationId}
 * @param method in upper case
 * @param path with {@code {parameters}}
 * @param access who may call it; an operation that does not say so may be called by nobody
 * @param pathParameters what each part of the path must look like
 * @param queryParameters those that are known; others are ignored
 * @param body empty for an operation that takes none
 * @param answers what the JSON that is answered looks like, by status
 */
public record Operation(
    String id,
    String method,
    String path,
    Access access,
    List<Parameter> pathParameters,
    List<Parameter> queryParameters,
    Optional<Body> body,
    Map<String, Schema> answers) {
  public Operation {
    pathParameters = List.copyOf(pathParameters);
    queryParameters = List.copyOf(queryParameters);
    answers = Map.copyOf(answers);
  }
}
