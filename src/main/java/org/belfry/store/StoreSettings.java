package org.belfry.store;

import java.util.Optional;

/**
 * Where the database is: either a JDBC URL, for which Belfry makes a pool of its own, or the JNDI
 * name of a datasource of the application server.
 *
 * @param poolSize connections of Belfry's own pool; ignored for a datasource of the server
 * @param direct the way past a pooler that lends sessions for one transaction each, for what wants
 *     a session of its own
 */
public record StoreSettings(
    Optional<String> url,
    Optional<String> user,
    Optional<String> password,
    String jndiName,
    int poolSize,
    Optional<DirectAddress> direct) {

  /** Of a database before which there is no such pooler. */
  public StoreSettings(
      Optional<String> url,
      Optional<String> user,
      Optional<String> password,
      String jndiName,
      int poolSize) {
    this(url, user, password, jndiName, poolSize, Optional.empty());
  }
}
