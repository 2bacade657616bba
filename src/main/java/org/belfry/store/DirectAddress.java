package org.belfry.store;

import java.util.Optional;

/** The JDBC URL of the database itself, past any pooler, and who asks. */
public record DirectAddress(String url, Optional<String> user, Optional<String> password) {}
