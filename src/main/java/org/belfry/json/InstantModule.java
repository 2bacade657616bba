package org.belfry.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Times as RFC 3339 strings: read with any offset, written in UTC with milliseconds. */
final class InstantModule extends SimpleModule {

  private static final long serialVersionUID = 1;

  /** Always with three digits; half of the time that a pattern of the same form takes. */
  static final DateTimeFormatter WRITTEN =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private static final Pattern READ =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d\\d:\\d\\d)");

  private static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

  InstantModule() {
    super("belfry-instants");
    addSerializer(new Writer());
    addDeserializer(Instant.class, new Reader());
  }

  private static final class Writer extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1;

    Writer() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(WRITTEN.format(value));
    }
  }

  private static final class Reader extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    Reader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (in.currentToken() != JsonToken.VALUE_STRING) {
        return (Instant) context.handleUnexpectedToken(Instant.class, in);
      }
      // java.time reads more than RFC 3339 §5.6 has: times without seconds, offsets with them, and
      // years that PostgreSQL can't hold
      if (!READ.matcher(in.getText()).matches()) {
        return (Instant) context.handleWeirdStringValue(Instant.class, "", "not RFC 3339");
      }
      try {
        var instant = OffsetDateTime.parse(in.getText()).toInstant();
        // the last year may end in the next one, seen from another offset
        return instant.isBefore(LATEST)
            ? instant
            : (Instant) context.handleWeirdStringValue(Instant.class, "", "after the year 9999");
      } catch (DateTimeParseException e) {
        return (Instant) context.handleWeirdStringValue(Instant.class, "", "not RFC 3339");
      }
    }
  }
}
