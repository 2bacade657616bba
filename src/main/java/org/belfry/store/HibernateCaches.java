package org.belfry.store;

import jakarta.persistence.EntityManagerFactory;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.belfry.text.LogEvent;

/**
 * What Hibernate has noted at classes that outlive it: at the annotations of entities, which are
 * the server's. A class value is kept by the class it is about, in a place that no heap dump shows,
 * and these lead to the class loader of the deployment.
 */
final class HibernateCaches {

  /** Its class values that are asked for classes of others: static fields, and whose. */
  private static final Map<String, String> VALUES =
      Map.of(
          "org.hibernate.boot.model.internal.BinderHelper",
          "annotationMetaCacheForRepeatableDialectOverride",
          "org.hibernate.engine.internal.ManagedTypeHelper",
          "typeMetaCache");

  private HibernateCaches() {}

  /** Has Hibernate forget what it noted for these entities. */
  static void forget(EntityManagerFactory entities) {
    try {
      var types = typesOf(entities);
      for (var value : VALUES.entrySet()) {
        var field = Class.forName(value.getKey()).getDeclaredField(value.getValue());
        field.setAccessible(true);
        types.forEach(((ClassValue<?>) field.get(null))::remove);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LogEvent.of("hibernate-caches")
          .with("failed", e)
          .with("next", "the server keeps the classes of this deployment")
          .log(System.getLogger(Store.class.getName()), Level.WARNING);
    }
  }

  private static Set<Class<?>> typesOf(EntityManagerFactory entities) {
    var types = new HashSet<Class<?>>();
    for (var managed : entities.getMetamodel().getManagedTypes()) {
      managed.getAttributes().forEach(attribute -> types.add(attribute.getJavaType()));
      for (Class<?> type = managed.getJavaType(); type != null; type = type.getSuperclass()) {
        types.add(type);
        elements(type)
            .flatMap(element -> Stream.of(element.getAnnotations()))
            .map(Annotation::annotationType)
            .forEach(types::add);
      }
    }
    return types;
  }

  private static Stream<AnnotatedElement> elements(Class<?> type) {
    return Stream.of(
            Stream.of(type),
            Stream.of(type.getDeclaredFields()),
            Stream.of(type.getDeclaredMethods()),
            Stream.of(type.getDeclaredConstructors()))
        .flatMap(elements -> elements);
  }
}
