package org.belfry.security;

/** Somebody whose bearer token is right: a sender or a user, never both. */
sealed interface Identity permits Sender, User {}
