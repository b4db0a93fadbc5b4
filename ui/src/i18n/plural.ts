interface Forms {
  one: string;
  other: string;
}

/**
 * Builds the text of a count: `counted('fr', { one: '# image', other: '# images' })(3)` is « 3 images ». `#` stands for the
 * number as the language writes it.
 */
export function counted(locale: string, forms: Forms): (count: number) => string {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (count) => {
    const form = rules.select(count) === 'one' ? forms.one : forms.other;
    return form.replace('#', numbers.format(count));
  };
}
