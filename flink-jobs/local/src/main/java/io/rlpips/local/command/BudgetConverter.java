package io.rlpips.local.command;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.attack.Budget;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code linf:8/255} and {@code l2:1.0}: a norm, and a radius for samples in [0, 1]. */
final class BudgetConverter implements ITypeConverter<Budget> {
    private static final Pattern FORM = Pattern.compile("(linf|l2):([0-9.]+)(?:/([0-9.]+))?");

    @Override
    public Budget convert(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw wrong(text);
        }
        try {
            double divisor =
                    Optional.ofNullable(parts.group(3)).map(Double::parseDouble).orElse(1.0);
            double radius = Double.parseDouble(parts.group(2)) / divisor;
            return parts.group(1).equals("linf") ? Budget.largestChange(radius) : Budget.length(radius);
        } catch (NumberFormatException | RlpipsException e) {
            throw wrong(text);
        }
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException(
                "'" + text + "' is no budget; write linf:RADIUS or l2:RADIUS, as in linf:8/255 or l2:1.0");
    }
}
