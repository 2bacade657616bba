package org.belfry.store;

import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;

/**
 * Payara: tells Hibernate that no column is a JSON or XML document. Told nothing, Hibernate looks
 * for mappers at its start, finds the Jackson modules of Payara beside the Jackson of the WAR, and
 * fails over the mixture.
 */
public final class NoFormatMapper implements FormatMapper {

  @Override
  public <T> T fromString(CharSequence text, JavaType<T> type, WrapperOptions options) {
    throw noDocument();
  }

  @Override
  public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
    throw noDocument();
  }

  private static UnsupportedOperationException noDocument() {
    return new UnsupportedOperationException("no column is mapped as a JSON or XML document");
  }
}
