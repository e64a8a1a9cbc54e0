/** The small forms that lines of `--data FILE` are made of, see given-form.ts. */
import { z } from 'zod'
import { authorityOf } from '../../../../schemas/model/authority.ts'
import { currencyOfText } from '../../../../schemas/model/currency.ts'
import { isCalendarDay, type CalendarDay } from '../../../../schemas/model/time.ts'
import { isUscc, type Uscc } from '../../../../schemas/model/uscc.ts'

export const text = z.string().max(10_000).nullable().default(null)
export const number = z.string().regex(/^\S{1,64}$/)
export const day = z
  .custom<CalendarDay>((value) => typeof value === 'string' && isCalendarDay(value), {
    error: 'not a day YYYY-MM-DD',
  })
  .nullable()
  .default(null)
export const uscc = z
  .custom<Uscc>((value) => typeof value === 'string' && isUscc(value), {
    error: 'not a valid credit code',
  })
  .nullable()
  .default(null)

export const authority = z
  .strictObject({ code: z.string().min(1).max(64), name: text })
  .transform(({ code, name }) => authorityOf(code, name))
  .nullable()
  .default(null)

export const money = z
  .strictObject({
    fen: z.string().regex(/^(0|[1-9]\d{0,29})$/),
    currency: z
      .string()
      .refine((code) => /^[A-Z]{3}$/.test(code) && currencyOfText(code) === code, {
        error: 'not a known currency',
      }),
  })
  .nullable()
  .default(null)

/** A word of ours beside what the registry wrote; without the latter the word stands for itself. */
export function coded<Word extends string>(words: Readonly<Record<Word, string>>) {
  const code = z.literal([...new Set([...wordsOf(words), 'UNKNOWN' as const])])
  return z
    .strictObject({ code, sourceCode: z.string().max(64).optional(), sourceText: text })
    .transform(({ code: word, sourceCode, sourceText }) => ({
      code: word,
      sourceCode: sourceCode ?? word,
      sourceText,
      known: word !== 'UNKNOWN',
    }))
}

export function wordsOf<Word extends string>(table: Readonly<Record<Word, string>>): Word[] {
  return Object.keys(table) as Word[]
}

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item).max(10_000).default([])
}
