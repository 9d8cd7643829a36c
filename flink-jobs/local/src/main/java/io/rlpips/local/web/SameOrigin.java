package io.rlpips.local.web;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which requests are of the console's own page, or of no page at all. A browser runs other people's pages beside this one:
 * they can send requests to this machine, and with a name of theirs that resolves to it they would even be let read the
 * answers. So the name has to be one that is always this machine's, and what writes has to come from this page. Programs
 * that are no browsers send neither of the headers that say where a request comes from, and are let through.
 */
final class SameOrigin {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** Browsers leave it out. */
    private static final int HTTP_PORT = 80;

    /** All addresses of the machine: it is known by any of them, and not by names, which somebody else may point here. */
    private static final Set<String> ANY = Set.of("0.0.0.0", "::");

    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9a-f:.]+]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final Set<String> hosts = new TreeSet<>();
    private final String suffix;
    private final boolean anyAddress;

    /**
     * @param address or name that is served on
     * @param port that is served on
     */
    SameOrigin(String address, int port) {
        suffix = port == HTTP_PORT ? "" : ":" + port;
        anyAddress = ANY.contains(address);
        hosts.add("127.0.0.1" + suffix);
        hosts.add("localhost" + suffix);
        hosts.add(inAddress(address.toLowerCase(Locale.ROOT)) + suffix);
    }

    /** @return a host as it stands before a port */
    static String inAddress(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /**
     * @param host header, null where there is none; likewise the others
     * @param origin scheme, host and port of the page that sends the request
     * @param fetchSite Sec-Fetch-Site: how that page relates to this server
     * @return why the request is refused; empty where it is not
     */
    Optional<String> refusal(String method, String host, String origin, String fetchSite) {
        if (host == null || !own(host.toLowerCase(Locale.ROOT))) {
            return Optional.of("this console answers under its own address only: " + hosts);
        }
        if (READING.contains(method)) {
            return Optional.empty();
        }
        boolean otherOrigin = origin != null && !origin.equalsIgnoreCase("http://" + host);
        boolean otherSite = fetchSite != null && !fetchSite.equals("same-origin");
        return otherOrigin || otherSite
                ? Optional.of("another page must not write through this console")
                : Optional.empty();
    }

    private boolean own(String host) {
        boolean address = host.endsWith(suffix)
                && ADDRESS.matcher(host.substring(0, host.length() - suffix.length()))
                        .matches();
        return hosts.contains(host) || anyAddress && address;
    }
}
