package org.belfry.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.stream.Collectors;
import org.belfry.problem.Problem;

/**
 * Reads JSON strictly and says what is wrong by field and rule, never by value; writes it plainly.
 * Unknown fields, doubled fields, wrong types, trailing text and nesting deeper than 64 are
 * refused.
 */
public final class Json {

  private static final int DEEPEST = 64;
  private static final ObjectMapper MAPPER = mapperOnce();

  private Json() {}

  private static ObjectMapper mapperOnce() {
    var builder =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                LogicalType.Textual,
                config ->
                    config
                        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .addModule(new InstantModule());
    var mapper = builder.build();
    mapper
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
    return mapper;
  }

  /** The mapper itself; nobody may change its configuration. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads a body whole.
   *
   * @throws Problem 413 {@code too-large} for one of more than {@code most} bytes
   */
  public static byte[] limited(InputStream body, int most) {
    try {
      var bytes = body.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new Problem(413, "too-large", "the body may have at most " + most + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new Problem(400, "unreadable-body", "the body did not come whole");
    }
  }

  /**
   * Reads a value.
   *
   * @throws Problem 400 {@code missing-body}, {@code malformed-json}, {@code unknown-field} or
   *     {@code invalid-field}
   */
  public static <T> T read(byte[] json, Class<T> type) {
    if (json.length == 0) {
      throw new Problem(400, "missing-body", "a JSON body is needed");
    }
    try {
      var value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new Problem(400, "missing-body", "the body has to be more than null");
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      throw unknown(e);
    } catch (MismatchedInputException e) {
      throw invalid(e);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) {
      // invalid UTF-8
      throw new Problem(400, "malformed-json", "the body is not JSON in UTF-8");
    }
  }

  private static Problem unknown(UnrecognizedPropertyException e) {
    var known =
        e.getKnownPropertyIds().stream()
            .map(Object::toString)
            .sorted()
            .collect(Collectors.joining(", "));
    return new Problem(400, "unknown-field", "there is no such field; there are: " + known)
        .withField(path(e));
  }

  private static Problem invalid(MismatchedInputException e) {
    var path = path(e);
    var name = path.isEmpty() ? "the body" : path;
    var problem =
        new Problem(400, "invalid-field", name + " has to be " + expected(e.getTargetType()));
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
    }
    return "an object";
  }

  private static Problem malformed(JsonProcessingException e) {
    var place = e.getLocation();
    var where =
        place == null
            ? ""
            : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    if (e instanceof JsonParseException && e.getOriginalMessage().startsWith("Duplicate field")) {
      return new Problem(400, "malformed-json", "a field stands there twice" + where);
    }
    return new Problem(400, "malformed-json", "the body is not well-formed JSON" + where);
  }

  /** As in {@code items[2].to[0]}. */
  private static String path(JsonMappingException e) {
    var path = new StringBuilder();
    for (var step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  /** Reads JSON that this server wrote; null stays null. */
  public static JsonNode parse(String json) {
    try {
      return json == null ? null : MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored JSON can't be read", e);
    }
  }

  /** Writes a value; absent fields of records are written as null. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value can't be written as JSON", e);
    }
  }

  /** A time as in RFC 3339, in UTC with milliseconds. */
  public static String time(Instant instant) {
    return InstantModule.WRITTEN.format(instant);
  }

  /** Appends a string literal with its quotes. */
  public static void quote(StringBuilder out, String text) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }

  /** Whether PostgreSQL can hold the text: no U+0000, no unpaired surrogates. */
  public static boolean isStorable(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        var paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
