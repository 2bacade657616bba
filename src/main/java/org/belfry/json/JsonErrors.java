package org.belfry.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.time.Instant;
import java.util.stream.Collectors;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/** Says in our words why Jackson could not read a body; its own words quote the body. */
final class JsonErrors {

  /** Names of unknown fields are the sender's own words and go back to him, but not without end. */
  private static final int LONGEST_NAME = 64;

  private JsonErrors() {}

  static Problem problem(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return unknown(unknown);
    }
    if (e instanceof MismatchedInputException mismatched && !isTrailing(e)) {
      return invalid(path(mismatched), expected(mismatched.getTargetType()));
    }
    // what the parser says of a single value comes wrapped, with the path on the outside
    var cause = e.getCause();
    if (e instanceof JsonMappingException mapping && cause instanceof InputCoercionException) {
      return invalid(path(mapping), "a whole number of a smaller size");
    }
    return malformed(e, cause instanceof JsonProcessingException inner ? inner : e);
  }

  /** A second value after the first; Jackson has no type of its own for that. */
  private static boolean isTrailing(JsonProcessingException e) {
    return e.getOriginalMessage().startsWith("Trailing token");
  }

  private static Problem unknown(UnrecognizedPropertyException e) {
    var known =
        e.getKnownPropertyIds().stream()
            .map(Object::toString)
            .sorted()
            .collect(Collectors.joining(", "));
    return new Problem(ProblemKind.UNKNOWN_FIELD, "there is no such field; there are: " + known)
        .withField(path(e));
  }

  private static Problem invalid(String path, String rule) {
    var name = path.isEmpty() ? "the body" : path;
    var problem = new Problem(ProblemKind.INVALID_FIELD, name + " has to be " + rule);
    return path.isEmpty() ? problem : problem.withField(path);
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "of another type";
    } else if (type == String.class) {
      return "a string";
    } else if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    } else if (type == Instant.class) {
      return "a time as in RFC 3339, with offset";
    } else if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
      return "a whole number";
    } else if (Iterable.class.isAssignableFrom(type) || type.isArray()) {
      return "an array";
    } else if (type.isEnum()) {
      return "one of the names that are listed for it";
    }
    return "an object";
  }

  private static Problem malformed(JsonProcessingException e, JsonProcessingException inner) {
    var place = e.getLocation();
    var where =
        place == null
            ? ""
            : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    return new Problem(ProblemKind.MALFORMED_JSON, rule(inner) + where);
  }

  private static String rule(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return "the JSON is nested deeper than "
          + Json.DEEPEST
          + " levels, or has a number or a name that is too long";
    }
    if (e instanceof JsonParseException && e.getOriginalMessage().startsWith("Duplicate field")) {
      return "a field stands there twice";
    }
    return "the body is not well-formed JSON";
  }

  /** As in {@code items[2].to[0]}. */
  private static String path(JsonMappingException e) {
    var path = new StringBuilder();
    for (var step : e.getPath()) {
      var name = step.getFieldName();
      if (name == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(shortened(name));
      }
    }
    return path.toString();
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
  }
}
