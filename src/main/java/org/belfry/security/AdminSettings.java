package org.belfry.security;

import java.util.Set;

/**
 * Who may look at and take back what others sent.
 *
 * @param senders by name
 */
public record AdminSettings(Set<String> senders) {}
