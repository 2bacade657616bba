/** Who may: senders by API key or token, users by token, browsers by origin. */
package org.belfry.security;
