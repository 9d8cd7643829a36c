package io.rlpips.local.web;

import io.rlpips.local.report.Report;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The files that the page is made of, by their path. They ship with the program and are read once. Thread-safe. */
final class PageFiles {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private final Map<String, PageFile> files = new LinkedHashMap<>();

    record PageFile(String contentType, byte[] content) {}

    PageFiles() {
        files.put("/", read(PageFiles.class, "console.html", "text/html; charset=utf-8"));
        // Colours and type are the report's.
        files.put("/report.css", read(Report.class, "report.css", STYLE));
        files.put("/console.css", read(PageFiles.class, "console.css", STYLE));
        for (String module : new String[] {"console.js", "alerts.js", "page.js"}) {
            files.put("/" + module, read(PageFiles.class, module, SCRIPT));
        }
    }

    Iterable<String> paths() {
        return files.keySet();
    }

    Optional<PageFile> at(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private static PageFile read(Class<?> beside, String name, String contentType) {
        try (InputStream content = beside.getResourceAsStream(name)) {
            if (content == null) {
                throw new RlpipsException(FailureCategory.INTERNAL, "this build lacks the console's file " + name);
            }
            return new PageFile(contentType, content.readAllBytes());
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "the console's file %s: %s".formatted(name, e.getMessage()), e);
        }
    }
}
