package io.rlpips.detector.fetch;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The folders that claim checks may point into. A location is compared as it will be used: same scheme, host and port,
 * and a path below the folder's; anything that could mean another place to somebody behind us (dot segments, encoded or
 * not, encoded separators, backslashes) is refused rather than interpreted.
 */
public final class AllowedLocations implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_URI = 4096;
    private static final Pattern ENCODED_SEPARATOR = Pattern.compile("%(2e|2f|5c|25|00)", Pattern.CASE_INSENSITIVE);

    /** Of a decoded path. Servers that take path parameters off segments go one up at "..;" as well. */
    private static final Pattern DOT_SEGMENT = Pattern.compile("(^|/)\\.{1,2}(;[^/]*)?(/|$)");

    private final List<URI> prefixes;

    /**
     * @param prefixes URIs of folders
     * @throws RlpipsException INVALID_ARGUMENT for one that is not the URI of a folder
     */
    public AllowedLocations(List<String> prefixes) {
        this.prefixes = new ArrayList<>();
        for (String prefix : prefixes) {
            try {
                this.prefixes.add(checked(prefix));
            } catch (RlpipsException e) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT, "allowed prefix '" + prefix + "': " + e.getMessage(), e);
            }
        }
    }

    /**
     * @return the location, fit to be opened
     * @throws RlpipsException FORBIDDEN_LOCATION where it is not below an allowed folder
     */
    public URI require(String location) {
        URI uri = checked(location);
        if (prefixes.stream().noneMatch(prefix -> below(prefix, uri))) {
            throw forbidden("location " + shown(location) + " is not below an allowed prefix");
        }
        return uri;
    }

    /**
     * Follows the symbolic links of a local file.
     *
     * @return the real path
     * @throws RlpipsException FORBIDDEN_LOCATION where it leads out of the allowed folders
     * @throws IOException where it does not exist or cannot be looked at, or is below none of the allowed folders that
     *     exist while one of them cannot be looked at
     */
    public Path requireReal(URI file) throws IOException {
        Path real = Path.of(file.getPath()).toRealPath();
        IOException unreadable = null;
        for (URI prefix : prefixes) {
            try {
                if (prefix.getScheme().equals("file")
                        && real.startsWith(Path.of(prefix.getPath()).toRealPath())) {
                    return real;
                }
            } catch (NoSuchFileException absent) {
                // Nothing is below a folder that is not there; the file may be below one of the others.
            } catch (IOException e) {
                unreadable = e;
            }
        }
        if (unreadable != null) {
            throw unreadable;
        }
        throw forbidden("location " + shown(file.toString()) + " leads out of the allowed prefixes");
    }

    private static boolean below(URI prefix, URI uri) {
        String folder = prefix.getPath().endsWith("/") ? prefix.getPath() : prefix.getPath() + "/";
        return prefix.getScheme().equals(uri.getScheme())
                && authority(prefix).equals(authority(uri))
                && uri.getPath().startsWith(folder)
                && uri.getPath().length() > folder.length();
    }

    private static URI checked(String location) {
        if (location.length() > LONGEST_URI) {
            throw forbidden("location of %d characters, at most %d".formatted(location.length(), LONGEST_URI));
        }
        URI uri;
        try {
            uri = new URI(location);
        } catch (URISyntaxException e) {
            throw forbidden("location " + shown(location) + " is not a URI");
        }
        boolean hierarchical = uri.getScheme() != null
                && uri.getRawPath() != null
                && !uri.getRawPath().isEmpty();
        if (!hierarchical || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw forbidden(
                    "location " + shown(location) + " needs a scheme and a path, and nothing but those and a host");
        }
        String path = uri.getPath();
        if (ENCODED_SEPARATOR.matcher(uri.getRawPath()).find()
                || path.indexOf('\\') >= 0
                || path.chars().anyMatch(Character::isISOControl)
                || DOT_SEGMENT.matcher(path).find()) {
            throw forbidden("location " + shown(location) + " has a path that is open to interpretation");
        }
        return uri.getScheme().equals("file") ? localFile(uri, location) : lowerCaseScheme(uri);
    }

    private static URI localFile(URI uri, String location) {
        if (uri.getRawAuthority() != null && !uri.getRawAuthority().isEmpty()) {
            throw forbidden("location " + shown(location) + " is a file on another host");
        }
        return uri;
    }

    private static URI lowerCaseScheme(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        return URI.create(scheme + uri.toString().substring(scheme.length()));
    }

    private static String authority(URI uri) {
        if (uri.getHost() == null) {
            return String.valueOf(uri.getRawAuthority());
        }
        int port = uri.getPort();
        if (port < 0) {
            port = uri.getScheme().equals("https") ? 443 : uri.getScheme().equals("http") ? 80 : -1;
        }
        return uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }

    private static String shown(String location) {
        String oneLine = location.replaceAll("\\p{Cntrl}", "?");
        return "'" + (oneLine.length() <= 200 ? oneLine : oneLine.substring(0, 200) + "...") + "'";
    }

    private static RlpipsException forbidden(String message) {
        return new RlpipsException(FailureCategory.FORBIDDEN_LOCATION, message);
    }
}
