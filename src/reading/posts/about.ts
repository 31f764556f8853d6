import { avatarPath } from '../../accounts/avatar.ts'
import { pagePath, postPath } from '../addresses.ts'
import { cardAddress } from '../cards/card.ts'
import type { About, Surroundings } from '../head.ts'
import type { showPage, showPost } from '../pages.ts'
import type { PublicPage, PublicPost } from '../queries.ts'

/** What a post says about itself in the head of its page. */
export function aboutPost(
  post: PublicPost,
  shown: ReturnType<typeof showPost>,
  { language, site }: Pick<Surroundings, 'language' | 'site'>,
): About {
  const path = postPath(post.slug)
  const { avatar } = post.author
  const card = { title: shown.title, author: shown.author.name }
  return {
    ...common(post, shown.title, path),
    image: post.cover || cardAddress(path, { ...card, site: site.title }),
    article: {
      published: shown.published.iso,
      modified: post.contentUpdatedAt.toISOString(),
      tags: shown.tags.map(({ name }) => name),
      author: { ...shown.author, image: avatar && avatarPath(avatar, 512) },
      section: shown.category?.name ?? '',
      inLanguage: post.language === '' ? language : post.language,
    },
    trail: shown.category ? [shown.category] : [],
  }
}

/** What a standalone page says about itself. */
export function aboutPage(page: PublicPage, shown: ReturnType<typeof showPage>): About {
  return {
    ...common(page, shown.title, pagePath(page.slug)),
    ...(page.cover && { image: page.cover }),
  }
}

function common(
  { summary, canonicalUrl, noindex }: PublicPage | PublicPost,
  title: string,
  path: string,
): About {
  return {
    ...{ title, path, description: summary, markdown: `${path}.md`, isHidden: noindex },
    ...(canonicalUrl && { canonical: canonicalUrl }),
  }
}
