package io.rlpips.local.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 8/255} and {@code 0.03}. */
final class FractionConverter implements ITypeConverter<Double> {
    private static final Pattern FORM = Pattern.compile("(\\d*\\.?\\d+)(?:/(\\d*\\.?\\d+))?");

    @Override
    public Double convert(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new TypeConversionException("'" + text + "' is no number; write 8/255 or 0.03");
        }
        double divisor = parts.group(2) == null ? 1 : Double.parseDouble(parts.group(2));
        return Double.parseDouble(parts.group(1)) / divisor;
    }
}
