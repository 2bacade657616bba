package org.belfry.store;

import java.util.Optional;

/**
 * Where the database is: either a JDBC URL, for which Belfry makes a pool of its own, or the JNDI
 * name of a datasource of the application server.
 *
 * @param poolSize connections of Belfry's own pool; ignored for a datasource of the server
 */
public record StoreSettings(
    Optional<String> url,
    Optional<String> user,
    Optional<String> password,
    String jndiName,
    int poolSize) {}
