package io.rlpips.local.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.PrintStream;
import java.io.PrintWriter;

/**
 * The two streams of a command: results go to the one, everything said to a person to the other. Safe to share between
 * threads.
 */
public final class Console {
    private static final ObjectMapper PRETTY = mapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final ObjectMapper COMPACT = mapper();

    private final PrintStream results;
    private final PrintStream remarks;

    public Console(PrintStream results, PrintStream remarks) {
        this.results = results;
        this.remarks = remarks;
    }

    /** Prints text of our own making as it is; what comes from records or files goes through {@link #oneLine} first. */
    public synchronized void result(String text) {
        results.println(text);
        results.flush();
    }

    public void resultJson(Object value) {
        result(json(PRETTY, value));
    }

    /** One line of a stream of JSON records. */
    public void resultJsonLine(Object value) {
        result(json(COMPACT, value));
    }

    /** Says something to the person, on stderr. */
    public synchronized void remark(String text) {
        remarks.println(text);
        remarks.flush();
    }

    public void failure(String message) {
        remark("rlpips: " + oneLine(message));
    }

    /** @return progress that is drawn as a bar on a terminal and said in plain lines elsewhere */
    public Progress progress(String task, long total) {
        return Progress.start(this, remarks, task, total);
    }

    /** @return the text without line breaks and control characters, which could forge lines or command the terminal */
    public static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
    }

    /** @return for help and versions, which are results when they are asked for */
    public PrintWriter resultWriter() {
        return new PrintWriter(results, true);
    }

    public PrintWriter remarkWriter() {
        return new PrintWriter(remarks, true);
    }

    private static ObjectMapper mapper() {
        return new ObjectMapper().registerModule(new Jdk8Module());
    }

    private static String json(ObjectMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot write a result as JSON: " + e.getMessage(), e);
        }
    }
}
