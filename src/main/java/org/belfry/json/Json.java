package org.belfry.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/**
 * Reads JSON strictly and says what is wrong by field and rule, never by value; writes it plainly.
 * Unknown fields, doubled fields, wrong types, trailing text and nesting deeper than 64 are
 * refused.
 */
public final class Json {

  static final int DEEPEST = 64;
  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final ObjectMapper MAPPER = mapperOnce();

  /** For what this server has put around what it let in, which may have been as deep as may be. */
  private static final ObjectMapper OWN = mapperOnce();

  static {
    OWN.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(2 * DEEPEST).build());
  }

  private Json() {}

  private static ObjectMapper mapperOnce() {
    var builder =
        JsonMapper.builder(factory())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            // as a double 1e999 would come out as "Infinity", and long fractions cut off
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
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

  /**
   * Jackson's own way of using buffers again leaves them, and so all of Belfry, to the server's
   * threads.
   */
  private static JsonFactory factory() {
    return JsonFactory.builder().recyclerPool(JsonRecyclerPools.newConcurrentDequePool()).build();
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
        throw new Problem(ProblemKind.TOO_LARGE, "the body may have at most " + most + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new Problem(ProblemKind.UNREADABLE_BODY, "the body did not come whole").withCause(e);
    }
  }

  /**
   * Reads a value.
   *
   * @throws Problem 400 {@code missing-body}, {@code malformed-json}, {@code unknown-field} or
   *     {@code invalid-field}
   */
  public static <T> T read(byte[] json, Class<T> type) {
    if (isBlank(json)) {
      throw new Problem(ProblemKind.MISSING_BODY, "a JSON body is needed");
    }
    try {
      // decoded here: the parser would guess UTF-16 and UTF-32, and take overlong forms for NUL
      var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      if (text.charAt(0) == BYTE_ORDER_MARK) {
        throw new Problem(ProblemKind.MALFORMED_JSON, "a byte order mark comes before the JSON");
      }
      return present(MAPPER.readValue(text, type));
    } catch (JsonProcessingException e) {
      throw JsonErrors.problem(e);
    } catch (CharacterCodingException e) {
      throw new Problem(ProblemKind.MALFORMED_JSON, "the body is not JSON in UTF-8");
    }
  }

  /**
   * Reads a value out of JSON that has been parsed already.
   *
   * @throws Problem 400 {@code missing-body}, {@code unknown-field} or {@code invalid-field}
   */
  public static <T> T read(JsonNode json, Class<T> type) {
    try {
      return present(MAPPER.treeToValue(json, type));
    } catch (JsonProcessingException e) {
      throw JsonErrors.problem(e);
    }
  }

  private static <T> T present(T value) {
    if (value == null) {
      throw new Problem(ProblemKind.MISSING_BODY, "the body has to be more than null");
    }
    return value;
  }

  /** Spaces alone are as little as nothing (RFC 8259 §2). */
  private static boolean isBlank(byte[] json) {
    for (var b : json) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }

  /** Reads JSON that this server wrote; null stays null. */
  public static JsonNode parse(String json) {
    try {
      return json == null ? null : OWN.readTree(json);
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

  /** Writes a document piece by piece: for what holds JSON that is written already. */
  public static byte[] bytes(Pieces pieces) {
    var bytes = new ByteArrayOutputStream();
    try (var out = MAPPER.createGenerator(bytes)) {
      pieces.write(out);
    } catch (IOException e) {
      throw new IllegalStateException("a document can't be written as JSON", e);
    }
    return bytes.toByteArray();
  }

  /** Writes the pieces of a document. */
  @FunctionalInterface
  public interface Pieces {
    void write(JsonGenerator out) throws IOException;
  }

  /** A time as in RFC 3339, in UTC with milliseconds. */
  public static String time(Instant instant) {
    return InstantModule.WRITTEN.format(instant);
  }

  /** Appends a string literal with its quotes. */
  public static void quote(StringBuilder out, String text) {
    out.append('"');
    if (isPlain(text)) {
      out.append(text);
    } else {
      JsonStringEncoder.getInstance().quoteAsString(text, out);
    }
    out.append('"');
  }

  /** Whether a text stands in JSON as it is (RFC 8259 §7), as most do: then it is copied whole. */
  private static boolean isPlain(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }
}
